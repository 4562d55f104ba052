namespace LogAppendSink.Stores.Http;

/// <summary>Where the next page of a listing begins.</summary>
/// <param name="Parameter">The parameter that says so.</param>
/// <param name="Value">Its value.</param>
/// <param name="LastKey">The last key of the pages before.</param>
internal sealed record ListingPlace(string Parameter, string Value, string LastKey)
{
    private const string Token = "continuation-token";
    private const string StartAfter = "start-after";
    private const string Marker = "marker";

    /// <summary>No store puts it into a token.</summary>
    private const char Separator = '\0';

    /// <summary>Whether the store has named the place itself.</summary>
    internal bool IsToken => Parameter == Token;

    /// <summary>The place that a token stands for.</summary>
    internal static ListingPlace OfToken(string token, string lastKey) => new(Token, token, lastKey);

    /// <summary>The place after a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isMarker">Whether the store speaks version 1 of listings.</param>
    internal static ListingPlace After(string key, bool isMarker) => new(isMarker ? Marker : StartAfter, key, key);

    /// <summary>The place that <see cref="ToString"/> has written; null for null, the first page.</summary>
    internal static ListingPlace? Parse(string? text)
    {
        if (text is null)
            return null;

        var (parameter, value) = SplitAtFirst(text);
        if (parameter != Token)
            return After(value, isMarker: parameter == Marker);

        var (token, lastKey) = SplitAtFirst(value);
        return OfToken(token, lastKey);
    }

    /// <inheritdoc/>
    public override string ToString() => IsToken ? $"{Parameter}{Separator}{Value}{Separator}{LastKey}" : $"{Parameter}{Separator}{Value}";

    private static (string Head, string Tail) SplitAtFirst(string text)
    {
        var end = text.IndexOf(Separator);
        return end >= 0
            ? (text[..end], text[(end + 1)..])
            : throw new ArgumentException("A listing is continued from a page that it came from.", nameof(text));
    }
}
