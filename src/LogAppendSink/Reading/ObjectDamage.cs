namespace LogAppendSink.Reading;

/// <summary>Bytes of an object that are not what they should be. What is readable before and after them is read.</summary>
/// <param name="Key">The object.</param>
/// <param name="Position">The first of the bytes in the object as it is stored.</param>
/// <param name="Message">A sentence for people, without log content.</param>
public sealed record ObjectDamage(string Key, long Position, string Message)
{
    internal static ObjectDamage Of(string key, Decoding.StoredDamage damage) => new(key, damage.Position, $"'{key}': {damage}.");
}
