using Xunit;

namespace LogAppendSink.Conventions.PublicApi;

/// <summary>The printer sees what a user would notice: it is no use to approve a text that leaves something out.</summary>
public class PublicApiTextTests
{
    [Fact]
    public void Declaration_shows_nullability_defaults_init_and_required() =>
        Assert.Equal(
            [
                "IReadOnlyList<string?> Names { get; }",
                "Specimen(string name, int? count = default)",
                "const int Limit = 3",
                "event EventHandler Changed",
                "required string Title { get; init; }",
                "static bool TryRead(string text, out PublicApiTextTests.Specimen? specimen)",
                "string this[int index] { get; }",
                "virtual Task<string?> FindAsync<T>(T[] places, bool deep = true, CancellationToken cancellationToken = default)",
            ],
            MemberText.OfMembersOf(typeof(Specimen)));

    [Fact]
    public void Members_that_the_compiler_adds_to_a_record_are_omitted() =>
        Assert.Equal(["Pair(int First, string? Second)", "int First { get; init; }", "string? Second { get; init; }"], MemberText.OfMembersOf(typeof(Pair)).Where(line => !line.StartsWith("void Deconstruct", StringComparison.Ordinal)));

    public sealed record Pair(int First, string? Second);

    public class Specimen(string name, int? count = null)
    {
        public const int Limit = 3;

        public virtual event EventHandler Changed { add => Unseen(); remove => Unseen(); }

        public required string Title { get; init; }

        public IReadOnlyList<string?> Names { get; } = [name];

        public string this[int index] => $"{count + index}";

        public static bool TryRead(string text, out Specimen? specimen) => (specimen = null) is null && text.Length > 0;

        public virtual Task<string?> FindAsync<T>(T[] places, bool deep = true, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

        internal static void Unseen() => Limit.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
