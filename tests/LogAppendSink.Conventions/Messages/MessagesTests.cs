using LogAppendSink.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Conventions.Messages;

/// <summary>docs/messages.md has the messages that are in the code.</summary>
public class MessagesTests
{
    private const string Document = "docs/messages.md";

    public static TheoryData<DeliveryNoticeKind> Kinds => new(Enum.GetValues<DeliveryNoticeKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Messages_of_a_notice_equal_those_in_the_code(DeliveryNoticeKind kind) =>
        AssertCollected(kind.ToString(), Markdown(NoticeMessages.Of(kind), atLeast: 1));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Notice_has_a_section_with_its_event_id_and_advice(DeliveryNoticeKind kind)
    {
        var heading = $"\n### {NoticeEvents.IdOf(kind).Id} {kind}\n";
        var text = Repository.Read(Document);

        Assert.Contains(heading, text, StringComparison.Ordinal);
        Assert.Contains("**To do:** ", text.Split(heading)[1].Split("\n### ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Table_of_notices_equals_the_kinds_in_the_code()
    {
        var rows = Enum.GetValues<DeliveryNoticeKind>().Select(kind =>
        {
            var (id, anchor) = (NoticeEvents.IdOf(kind).Id, kind.ToString().ToLowerInvariant());
            return $"| {id} | [{kind}](#{id}-{anchor}) | {NoticeEvents.LevelOf(kind)} | {NoticeMessages.Meaning(kind)} |";
        });

        AssertCollected("notices", $"| Event id | Name | Level | Meaning |\n|---|---|---|---|\n{string.Join('\n', rows)}");
    }

    [Fact]
    public void Hints_of_store_errors_equal_those_in_the_code() => AssertCollected("hints", Markdown(StoreHints.All(), atLeast: 15));

    [Fact]
    public void Errors_of_settings_equal_those_in_the_code() => AssertCollected("settings", Markdown(SettingErrors.All(), atLeast: 40));

    private static string Markdown(IReadOnlyList<MessageText> messages, int atLeast)
    {
        Assert.True(messages.Count >= atLeast, $"The test finds {messages.Count} messages, but at least {atLeast} exist.");
        return string.Join('\n', messages.Select(message => message.ToMarkdown()));
    }

    private static void AssertCollected(string name, string expected)
    {
        var text = Repository.Read(Document);
        var (begin, end) = ($"<!-- {name}: collected by a test -->\n", $"\n<!-- {name}: end -->");
        Assert.Contains(begin, text, StringComparison.Ordinal);
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var actual = text[start..text.IndexOf(end, StringComparison.Ordinal)];

        if (Repository.IsApproving)
        {
            var updated = text.Replace(begin + actual, begin + expected, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(Repository.Root.FullName, Document), updated);
        }


        Assert.True(Repository.IsApproving || actual == expected, $"""
            '{name}' in {Document} differs from the code, which has:
            {expected}
            Update it: {Repository.Approve} dotnet test tests/LogAppendSink.Conventions
            """);
    }
}
