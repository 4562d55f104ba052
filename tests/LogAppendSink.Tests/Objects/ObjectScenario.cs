using System.Globalization;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Objects;

/// <summary>A writer of the object <c>film</c> in a memory store, with a clock that advances whenever a task waits for it.</summary>
internal sealed class ObjectScenario
{
    internal const string Key = "film";

    internal MemoryCloud Cloud { get; init; } = new();

    /// <summary>The state shared by all writers of a process.</summary>
    internal ObjectRegistry Objects { get; } = new();

    internal ManualTimeProvider Time { get; } = new();

    internal MemoryObjectStore Store { get; private set; } = null!; // Set by OpenAsync, which every test calls first.

    internal List<DeliveryNotice> Notices { get; } = [];

    internal OssAppendOptions Options { get; } = Settings.Valid();

    /// <summary>The content of the object.</summary>
    internal string Held => Cloud.Find(Key) is { } found ? Encoding.UTF8.GetString(found.Content.Span) : "nothing";

    /// <summary>All requests of the last writer, in order: <c>HEAD, APPEND 0, READ 0</c>.</summary>
    internal string Calls => string.Join(", ", Store.Calls.Select(call => call.Operation == "head"
        ? "HEAD"
        : string.Create(CultureInfo.InvariantCulture, $"{call.Operation.ToUpperInvariant()} {call.Position}")));

    /// <summary>Opens the object, with faults for its requests in order.</summary>
    internal Task<AppendObjectWriter> OpenAsync(params StoreFault[] faults)
    {
        Options.OnNotice = Notices.Add;
        Options.BatchSizeLimitBytes = 1024;
        Options.EventBodyLimitBytes = 1024;
        Store = new MemoryObjectStore(Cloud).Script(faults);
        var edges = new PipelineEdges(Time, new Random(1), _ => Store) { Continuations = TaskCreationOptions.None, Objects = Objects };
        return RunAsync(AppendObjectWriter.OpenAsync(Options, Key, edges, CancellationToken.None));
    }

    /// <summary>Creates an object with earlier appends.</summary>
    internal ObjectScenario Holding(string text)
    {
        Cloud.Append(Key, Cloud.Find(Key)?.LengthBytes ?? 0, Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Appends, with faults for the requests in order.</summary>
    internal Task<long> AppendAsync(AppendObjectWriter writer, string text, params StoreFault[] faults)
    {
        Store.Script(faults);
        return RunAsync(writer.AppendAsync(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Advances the clock while a task waits for it.</summary>
    internal async Task<T> RunAsync<T>(Task<T> task)
    {
        // With xunit's context, continuations would run on another thread, and the clock would seem to have no timer left.
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
