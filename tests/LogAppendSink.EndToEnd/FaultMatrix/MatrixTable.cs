using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>The faults of one scenario by name. Each is a separate test case.</summary>
internal sealed class MatrixTable(IReadOnlyList<MatrixRow> rows)
{
    private readonly Dictionary<string, MatrixRow> _rows = rows.ToDictionary(row => row.Name);

    internal TheoryData<string> Names => new(rows.Select(row => row.Name));

    internal MatrixRow this[string name] => _rows[name];
}
