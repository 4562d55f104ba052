using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>The rows of a file beside this one.</summary>
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
        var groups = JsonSerializer.Deserialize<List<ResponseGroup>>(stream, Json)!; // The file holds an array.
        _rows = groups.SelectMany(group => group.Responses).ToDictionary(row => row.Name);
    }

    internal TheoryData<string> Names => new(_rows.Keys);

    internal ResponseRow this[string name] => _rows[name];
}
