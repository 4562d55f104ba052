using System.Globalization;
using System.Text;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>
/// One life of a writer, from its start to its end, and the model beside it: a list of what was accepted, which is all there is to
/// know of a log.
/// </summary>
internal sealed class Incarnation
{
    private static readonly string Filler = new('x', 1500);

    private readonly World _world;
    private readonly LogPipeline _pipeline;
    private readonly List<DeliveryNotice> _notices = [];
    private int _offered;
    private int _refused;

    internal Incarnation(World world, Conditions conditions, string name, int seed)
    {
        _world = world;
        Name = name;
        var options = conditions.ToOptions();
        options.OnNotice = _notices.Add;
        Store = world.OpenStore();
        ShutdownTimeout = options.ShutdownTimeout;
        _pipeline = LogPipeline.Create(options, new PipelineEdges(world.Time, new Random(seed), _ => Store) { Continuations = TaskCreationOptions.None });
    }

    internal string Name { get; }

    internal MemoryObjectStore Store { get; }

    internal TimeSpan ShutdownTimeout { get; }

    /// <summary>The numbers of the accepted records, in order.</summary>
    internal List<int> Accepted { get; } = [];

    /// <summary>How many records of its own the pipeline has added: those that tell of losses.</summary>
    internal long LossesToldInTheLog => Status.Accepted - _offered;

    internal PipelineStatus Status => _pipeline.Status;

    internal void Log(Random random)
    {
        var number = _offered++;
        var level = (RecordLevel)random.Next(6);
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name} {number} {Filler.AsSpan(0, random.Next(random.Next(50) == 0 ? Filler.Length : 300))}");
        if (_pipeline.TryWrite(Encoding.UTF8.GetBytes(text), level))
            Accepted.Add(number);
        else
            _refused++;
    }

    internal Task FlushAsync() => _pipeline.FlushAsync();

    /// <summary>Ends it as an application does, and checks what can be checked at once.</summary>
    internal void End()
    {
        var startedAt = _world.Time.Elapsed;
        var disposal = _pipeline.DisposeAsync().AsTask();
        while (!disposal.IsCompleted && _world.Time.AdvanceToNextTimer())
        {
        }

        Check(disposal.IsCompletedSuccessfully, $"Disposal has ended well: {disposal.Exception?.InnerException}");
        Check(_world.Time.Elapsed - startedAt <= ShutdownTimeout + TimeSpan.FromSeconds(0.5), $"Disposal took {_world.Time.Elapsed - startedAt} of {ShutdownTimeout}.");

        var status = Status;
        Check(_notices.TrueForAll(notice => notice.Kind != DeliveryNoticeKind.PipelineFailed), $"No rule of our own is broken: {_notices.Find(notice => notice.Kind == DeliveryNoticeKind.PipelineFailed)?.Message}");
        Check(status.Pending == 0, "After disposal nothing is pending.");
        Check(LossesToldInTheLog >= 0 && LossesToldInTheLog <= _notices.Count(notice => notice.Kind == DeliveryNoticeKind.EventsDropped), "Everything that was offered is in the account, and each loss that was told.");
        Check(status.Accepted == status.Stored + status.Dropped, "The account is closed.");
        var droppedAtOnce = Dropped(DropReason.QueueFull) + Dropped(DropReason.RecordTooLarge);
        Check(droppedAtOnce >= _refused && droppedAtOnce <= _refused + LossesToldInTheLog, $"{_refused} records were refused, and counted: {string.Join(", ", status.DroppedByReason)}.");
        CheckNotices();
    }

    internal long Dropped(DropReason reason) => Status.DroppedByReason.GetValueOrDefault(reason);

    private void CheckNotices()
    {
        var isOut = false;
        foreach (var notice in _notices.Where(notice => notice.Kind is DeliveryNoticeKind.OutageStarted or DeliveryNoticeKind.OutageEnded))
        {
            Check(isOut == (notice.Kind == DeliveryNoticeKind.OutageEnded), "An outage is told once at its start and once at its end.");
            isOut = !isOut;
        }

        Check(
            Status.Dropped == 0 || _notices.Exists(notice => notice.Kind == DeliveryNoticeKind.EventsDropped),
            "A loss is told.");
    }

    private void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException($"{Name}: {rule}");
    }
}
