namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>A property of an event that is being encoded.</summary>
/// <param name="Key">Its name as the state has it, the hint included.</param>
/// <param name="Value">Its value, not yet taken over.</param>
/// <param name="Hint">How to take it over.</param>
internal readonly record struct EntryProperty(string Key, object? Value, CaptureHint Hint)
{
    /// <summary>The name without the hint; a part of the key, so that nothing is allocated for it.</summary>
    internal ReadOnlySpan<char> Name => Key.AsSpan(Hint is CaptureHint.Destructure or CaptureHint.Stringify ? 1 : 0);

    internal static EntryProperty Of(string key, object? value) => new(key, value, key.Length == 0 ? CaptureHint.Default : key[0] switch
    {
        '@' => CaptureHint.Destructure,
        '$' => CaptureHint.Stringify,
        _ => CaptureHint.Default,
    });
}
