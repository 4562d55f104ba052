using System.Text.RegularExpressions;

namespace LogAppendSink.Conventions.Messages;

/// <summary>One message as text. What varies is in braces; what can be missing is in square brackets.</summary>
/// <param name="Text">The text.</param>
/// <param name="Parts">The texts that a name in braces stands for, where they are known.</param>
internal sealed partial record MessageText(string Text, IReadOnlyList<MessagePart> Parts)
{
    internal static readonly MessageText Empty = new("", []);

    internal bool IsPlaceholder => Text.StartsWith('{') && Text.IndexOf('}', StringComparison.Ordinal) == Text.Length - 1;

    /// <summary>Whether the text consists of names in braces and signs.</summary>
    internal bool HasNoWords => !Names().Replace(Text, "").Any(char.IsLetter);

    internal static MessageText Placeholder(string name) => new($"{{{name}}}", []);

    internal MessageText Plus(MessageText other) => new(Text + other.Text, [.. Parts, .. other.Parts]);

    /// <summary>The message as items of a list.</summary>
    internal string ToMarkdown() => string.Join('\n', Lines(this, ""));

    private static IEnumerable<string> Lines(MessageText message, string indent)
    {
        yield return $"{indent}- `{message.Text.Trim()}`";
        foreach (var part in message.Parts.DistinctBy(part => part.Name))
        {
            yield return $"{indent}  - `{{{part.Name}}}` is one of:";
            foreach (var line in part.Texts.SelectMany(text => Lines(text, $"{indent}    ")))
                yield return line;
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Names();
}
