namespace LogAppendSink.Stores.Http;

/// <summary>The start of the next page of a listing.</summary>
/// <param name="Parameter">The query parameter that sets the start.</param>
/// <param name="Value">The value of the parameter.</param>
/// <param name="LastKey">The last key of the previous pages.</param>
internal sealed record ListingPlace(string Parameter, string Value, string LastKey)
{
    private const string Token = "continuation-token";
    private const string StartAfter = "start-after";
    private const string Marker = "marker";

    /// <summary>A character that no store uses in a token.</summary>
    private const char Separator = '\0';

    /// <summary>Whether the store returned a token for this start.</summary>
    internal bool IsToken => Parameter == Token;

    /// <summary>Creates the start that a token names.</summary>
    internal static ListingPlace OfToken(string token, string lastKey) => new(Token, token, lastKey);

    /// <summary>Creates the start after a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isMarker">Whether the store uses version 1 of listings.</param>
    internal static ListingPlace After(string key, bool isMarker) => new(isMarker ? Marker : StartAfter, key, key);

    /// <summary>Parses the text from <see cref="ToString"/>. Returns null for null, the first page.</summary>
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
            : throw new ArgumentException("The continuation is invalid. Use the continuation of the previous page, "
                + "or null for the first page.", nameof(text));
    }
}
