using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Emulator.Storage;

/// <summary>A snapshot of an object. Immutable: a change creates a new snapshot.</summary>
internal sealed record StoredObject(ObjectRecord Record, ObjectEnd End)
{
    public string Key => Record.Key;

    public ObjectType Type => Record.Type;

    public ObjectAttributes Attributes => Record.Attributes;

    public long LengthBytes => End.LengthBytes;

    /// <summary>
    /// The ETag in double quotes. For a normal object, its MD5. For an append object, 24 digits that change with every append and eight
    /// zeros, as in the samples of the documentation.
    /// </summary>
    public string ETag => $"\"{ETagDigits(Record, End)}\"";

    private static string ETagDigits(ObjectRecord record, ObjectEnd end)
    {
        if (record.ContentMd5 is not null)
            return Convert.ToHexString(Convert.FromBase64String(record.ContentMd5));

        var identity = string.Create(CultureInfo.InvariantCulture, $"{record.Generation}/{end.LengthBytes}/{end.Crc64}");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(identity)), 0, 12) + "00000000";
    }
}
