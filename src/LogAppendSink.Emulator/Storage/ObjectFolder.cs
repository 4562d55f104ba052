using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// The files of one object: <c>object.json</c>, <c>{generation}.data</c> and <c>{generation}.end</c>. The object exists when
/// its <c>object.json</c> does. That file names the current generation; all other files remain from an interrupted
/// change, removed when the object is loaded.
/// </summary>
/// <remarks>
/// The folder is named after the SHA-256 of the key, so that dot segments, double slashes, any Unicode and 1,023 bytes are
/// all safe and none leaves the data directory. Nothing is flushed to the device: the files survive the death of the
/// process, not of the machine.
/// </remarks>
internal sealed class ObjectFolder(string path)
{
    private const string RecordName = "object.json";

    public static ObjectFolder ForKey(string objectsDirectory, string key)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return new ObjectFolder(Path.Combine(objectsDirectory, hash[..2], hash));
    }

    public static IEnumerable<ObjectFolder> All(string objectsDirectory) =>
        Directory.EnumerateDirectories(objectsDirectory)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(folder => new ObjectFolder(folder));

    public string DataPath(string generation) => Path.Combine(path, generation + ".data");

    public string EndPath(string generation) => Path.Combine(path, generation + ".end");

    public void Create() => Directory.CreateDirectory(path);

    /// <summary>
    /// Replaces the record of the object atomically: after a crash, a reader sees the old record or the new one.
    /// </summary>
    public void WriteRecord(ObjectRecord record)
    {
        var target = Path.Combine(path, RecordName);
        var temporary = target + ".tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(record));
        File.Move(temporary, target, overwrite: true);
    }

    public void DeleteGeneration(string generation)
    {
        File.Delete(DataPath(generation));
        File.Delete(EndPath(generation));
    }

    /// <summary>Deletes the object. The record is deleted first, so that an interrupted deletion leaves no object.</summary>
    public void Delete()
    {
        File.Delete(Path.Combine(path, RecordName));
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Loads the object and removes what an interrupted change left behind.</summary>
    /// <returns>Null if the folder holds no complete object; the folder is then removed.</returns>
    public StoredObject? Recover()
    {
        var recordPath = Path.Combine(path, RecordName);

        if (!File.Exists(recordPath))
        {
            Directory.Delete(path, recursive: true);
            return null;
        }

        var record = JsonSerializer.Deserialize<ObjectRecord>(File.ReadAllBytes(recordPath))
            ?? throw new InvalidDataException($"'{recordPath}' is empty. Delete its folder to delete the object.");

        if (!EndFile.TryRead(EndPath(record.Generation), out var end))
            throw new InvalidDataException($"'{EndPath(record.Generation)}' contains no valid end record. "
                + "Delete its folder to delete the object.");

        foreach (var file in Directory.EnumerateFiles(path))
        {
            var name = Path.GetFileName(file);
            if (name != RecordName && !name.StartsWith(record.Generation, StringComparison.Ordinal))
                File.Delete(file);
        }

        TruncateTo(DataPath(record.Generation), end.LengthBytes);
        return new StoredObject(record, end);
    }

    // Bytes beyond the recorded end belong to an append that was never acknowledged.
    private static void TruncateTo(string dataPath, long lengthBytes)
    {
        var actual = new FileInfo(dataPath).Length;

        if (actual < lengthBytes)
        {
            throw new InvalidDataException(
                $"'{dataPath}' has {actual} bytes instead of {lengthBytes}. Delete its folder to delete the object.");
        }

        if (actual == lengthBytes)
            return;

        using var data = File.OpenHandle(dataPath, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(data, lengthBytes);
    }
}
