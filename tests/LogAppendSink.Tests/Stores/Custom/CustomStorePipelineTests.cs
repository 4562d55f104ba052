using System.Text;
using LogAppendSink.Reading;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Stores.Custom;

/// <summary>Delivery to a store from another package: events are stored exactly once, in order, or counted as lost.</summary>
public sealed class CustomStorePipelineTests
{
    private const int Events = 500;

    [Fact]
    public async Task Events_are_stored_once_and_in_order_when_responses_are_lost()
    {
        var appends = 0;
        var factory = new HookedStoreFactory
        {
            Hook = store => store.OnAppend = async (_, append, _) => Interlocked.Increment(ref appends) switch
            {
                // 2: applied, but the response is lost. 3: the request is lost. 4: refused once.
                2 => await append() is var _ ? throw new IOException("The response was lost.") : null!,
                3 => throw new IOException("The request was lost."),
                4 => new AppendResult.Refused(new StoreError(StoreErrorKind.Throttled, "append to", "app.log", "memory")),
                _ => await append(),
            },
        };

        PipelineStatus status;
        await using (var pipeline = LogPipeline.Create(Options(factory)))
        {
            for (var number = 0; number < Events; number++)
            {
                Write(pipeline, number);
                if (number % 100 == 99)
                    await pipeline.FlushAsync().WithDeadline("a flush");
            }

            await pipeline.DisposeAsync();
            status = pipeline.Status;
        }

        Assert.Equal((Events, 0), (status.Stored, status.Dropped));
        Assert.Equal(string.Concat(Enumerable.Range(0, Events).Select(Line)), TextOf(factory, "app.log"));
    }

    [Fact]
    public async Task Delivery_continues_when_the_store_waits_for_a_flush_and_logs()
    {
        LogPipeline? pipeline = null;
        var appends = 0;
        var factory = new HookedStoreFactory
        {
            // A flush cannot end before this append does, so the call is abandoned after RequestTimeout.
            Hook = store => store.OnAppend = async (_, append, token) =>
            {
                if (Interlocked.Increment(ref appends) == 2)
                {
                    Write(pipeline!, 1); // Set before any append of an event.
                    await pipeline!.FlushAsync(CancellationToken.None);
                }

                return await append();
            },
        };
        var options = Options(factory);
        options.RequestTimeout = TimeSpan.FromMilliseconds(200);
        await using (pipeline = LogPipeline.Create(options))
        {
            for (var number = 0; number < 3; number += 2)
            {
                Write(pipeline, number);
                await pipeline.FlushAsync().WithDeadline("a flush");
            }
        }

        Assert.Equal([Line(0), Line(1), Line(2)], TextOf(factory, "app.log").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n").Order());
    }

    [Fact]
    public async Task Objects_are_listed_and_read_by_the_catalog()
    {
        var factory = new HookedStoreFactory();
        await using (var pipeline = LogPipeline.Create(Options(factory)))
            Write(pipeline, 7);

        using var catalog = ObjectCatalog.Open(Options(factory));
        var entries = await catalog.ListInOrderAsync("");

        Assert.Equal(("app.log", (long)Line(7).Length), Assert.Single(entries.Select(entry => (entry.Key, entry.LengthBytes))));
        Assert.Equal(Line(7), Encoding.UTF8.GetString((await catalog.ReadAsync("app.log", position: 0, Line(7).Length))!.Value.Span));
    }

    [Fact]
    public async Task Next_object_begins_before_the_append_limit_of_the_store()
    {
        var factory = new HookedStoreFactory { Promises = new CustomStore.MemoryAppendStoreFactory().Promises with { ObjectAppendsMax = 2 } };
        await using (var pipeline = LogPipeline.Create(Options(factory)))
        {
            for (var number = 0; number < 3; number++)
            {
                Write(pipeline, number);
                await pipeline.FlushAsync().WithDeadline("a flush");
            }
        }

        Assert.Equal((Line(0) + Line(1), Line(2)), (TextOf(factory, "app.log"), TextOf(factory, "app-001.log")));
    }

    [Fact]
    public async Task Two_pipelines_with_the_same_store_name_share_the_state_of_an_object()
    {
        var factory = new HookedStoreFactory();
        await using (var one = LogPipeline.Create(Options(factory)))
        await using (var two = LogPipeline.Create(Options(factory)))
        {
            for (var number = 0; number < 50; number++)
            {
                // Equal bytes at equal positions: only a shared registry can identify the stored append.
                Write(one, 1);
                Write(two, 1);
                await Task.WhenAll(one.FlushAsync(), two.FlushAsync()).WithDeadline("both flushes");
            }
        }

        Assert.Equal(100, TextOf(factory, "app.log").Split('\n').Length - 1);
    }

    private static OssAppendOptions Options(HookedStoreFactory factory) => new()
    {
        StoreFactory = factory,
        ObjectKey = "app.log",
        BufferingTimeLimit = TimeSpan.FromMilliseconds(10),
    };

    private static string Line(int number) => $"event {number:0000}\n";

    private static void Write(LogPipeline pipeline, int number) =>
        Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes(Line(number)), RecordLevel.Information));

    private static string TextOf(HookedStoreFactory factory, string key) => Encoding.UTF8.GetString(factory.Inner.Objects[key].ToArray());
}
