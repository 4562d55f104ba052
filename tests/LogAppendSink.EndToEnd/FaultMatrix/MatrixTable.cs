using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>The faults of one scenario, by name, so that each is a test of its own that can be run alone.</summary>
internal sealed class MatrixTable(IReadOnlyList<MatrixRow> rows)
{
    private readonly Dictionary<string, MatrixRow> _rows = rows.ToDictionary(row => row.Name);

    internal TheoryData<string> Names => new(rows.Select(row => row.Name));

    internal MatrixRow this[string name] => _rows[name];
}
