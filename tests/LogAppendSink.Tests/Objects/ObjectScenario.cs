using System.Globalization;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Objects;

/// <summary>A writer of the object <c>film</c> over a store in memory, on a clock that runs ahead whenever somebody waits for it.</summary>
internal sealed class ObjectScenario
{
    internal const string Key = "film";

    internal MemoryCloud Cloud { get; init; } = new();

    /// <summary>What the writers of this process share.</summary>
    internal ObjectRegistry Objects { get; } = new();

    internal ManualTimeProvider Time { get; } = new();

    internal MemoryObjectStore Store { get; private set; } = null!; // Set by OpenAsync, with which every test begins.

    internal List<DeliveryNotice> Notices { get; } = [];

    internal OssAppendOptions Options { get; } = Settings.Valid();

    /// <summary>What the object holds.</summary>
    internal string Held => Cloud.Find(Key) is { } found ? Encoding.UTF8.GetString(found.Content.Span) : "nothing";

    /// <summary>All requests of the last writer, in order: <c>HEAD, APPEND 0, READ 0</c>.</summary>
    internal string Calls => string.Join(", ", Store.Calls.Select(call => call.Operation == "head"
        ? "HEAD"
        : string.Create(CultureInfo.InvariantCulture, $"{call.Operation.ToUpperInvariant()} {call.Position}")));

    /// <summary>Opens the object; the faults are those of its requests, from the first.</summary>
    internal Task<AppendObjectWriter> OpenAsync(params StoreFault[] faults)
    {
        Options.OnNotice = Notices.Add;
        Options.BatchSizeLimitBytes = 1024;
        Options.EventBodyLimitBytes = 1024;
        Store = new MemoryObjectStore(Cloud).Script(faults);
        var edges = new PipelineEdges(Time, new Random(1), _ => Store) { Continuations = TaskCreationOptions.None, Objects = Objects };
        return RunAsync(AppendObjectWriter.OpenAsync(Options, Key, edges, CancellationToken.None));
    }

    /// <summary>An object that was made by appends before.</summary>
    internal ObjectScenario Holding(string text)
    {
        Cloud.Append(Key, Cloud.Find(Key)?.LengthBytes ?? 0, Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Appends, with the faults of the requests that it takes.</summary>
    internal Task<long> AppendAsync(AppendObjectWriter writer, string text, params StoreFault[] faults)
    {
        Store.Script(faults);
        return RunAsync(writer.AppendAsync(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Moves the clock for as long as a task waits for it.</summary>
    internal async Task<T> RunAsync<T>(Task<T> task)
    {
        // With xunit's context, what waits would go on in another thread, and the clock would seem to have no timer left.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (!task.IsCompleted && Time.AdvanceToNextTimer())
            {
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return await task.WithDeadline("the writer");
    }
}
