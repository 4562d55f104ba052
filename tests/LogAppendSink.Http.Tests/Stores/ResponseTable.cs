using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>Reads the rows of a JSON file in this directory.</summary>
internal sealed class ResponseTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Dictionary<string, ResponseRow> _rows;

    internal ResponseTable(string fileName)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Stores", fileName));
        var groups = JsonSerializer.Deserialize<List<ResponseGroup>>(stream, Json)!; // Not null: the file contains an array.
        _rows = groups.SelectMany(group => group.Responses).ToDictionary(row => row.Name);
    }

    internal TheoryData<string> Names => new(_rows.Keys);

    internal ResponseRow this[string name] => _rows[name];
}
