using System.Text.Json;

namespace LogAppendSink.Emulator.Storage;

/// <summary>The properties of a bucket, stored as <c>bucket.json</c> and replaced as a whole.</summary>
internal sealed record BucketRecord(DateTimeOffset CreationDate)
{
    private const string FileName = "bucket.json";

    /// <summary><c>private</c>, <c>public-read</c> or <c>public-read-write</c>.</summary>
    public string Acl { get; init; } = "private";

    public string StorageClass { get; init; } = "Standard";

    public string DataRedundancyType { get; init; } = "LRS";

    /// <returns>Null if the directory has no record.</returns>
    public static BucketRecord? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<BucketRecord>(File.ReadAllBytes(path)) : null;
    }

    public void Write(string directory)
    {
        var target = Path.Combine(directory, FileName);
        var temporary = target + ".tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(temporary, target, overwrite: true);
    }
}
