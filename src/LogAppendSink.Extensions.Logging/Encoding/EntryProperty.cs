namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>A property of an event during encoding.</summary>
/// <param name="Key">The name as in the state, including the hint.</param>
/// <param name="Value">The value, not yet captured.</param>
/// <param name="Hint">How to capture it.</param>
internal readonly record struct EntryProperty(string Key, object? Value, CaptureHint Hint)
{
    /// <summary>The name without the hint; a slice of the key, so that nothing is allocated.</summary>
    internal ReadOnlySpan<char> Name => Key.AsSpan(Hint is CaptureHint.Destructure or CaptureHint.Stringify ? 1 : 0);

    internal static EntryProperty Of(string key, object? value) => new(key, value, key.Length == 0 ? CaptureHint.Default : key[0] switch
    {
        '@' => CaptureHint.Destructure,
        '$' => CaptureHint.Stringify,
        _ => CaptureHint.Default,
    });
}
