namespace LogAppendSink.Reading;

/// <summary>A damaged range of an object. Readable records before and after it are still read.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="Position">The stored position of the first damaged byte.</param>
/// <param name="Message">A sentence for people, without log content.</param>
public sealed record ObjectDamage(string Key, long Position, string Message)
{
    internal static ObjectDamage Of(string key, Decoding.StoredDamage damage) => new(key, damage.Position, $"'{key}': {damage}.");
}
