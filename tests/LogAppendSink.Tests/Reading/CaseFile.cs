using System.Text;
using LogAppendSink.Reading;

namespace LogAppendSink.Tests.Reading;

/// <summary>Records of other writers, in <c>Cases</c>.</summary>
internal static class CaseFile
{
    internal static IReadOnlyList<string> Lines(string name) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Reading", "Cases", name));

    internal static LogEvent Parse(string record) =>
        LogEvent.TryParse(Encoding.UTF8.GetBytes(record), out var logEvent)
            ? logEvent
            : throw new InvalidDataException($"No event: {record}");
}
