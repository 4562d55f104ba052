namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>All possible next steps of a state.</summary>
internal sealed class Successors(Bounds bounds, ImageTable images, ProcessAutomaton processes)
{
    private const int Normal = 0, Haunts = 1, Holds = 2, Dies = 3, Arrives = 4, Grows = 5, Widens = 6, Removes = 7, Replaces = 8, Rewrites = 9, Closes = 10, Freezes = 11;

    private readonly ModelStore _store = new(bounds);

    /// <summary>Returns the next states; with <paramref name="describes"/>, also the step to each.</summary>
    internal void Of(WorldState state, List<Step> steps, bool describes)
    {
        for (var process = 0; process < state.Processes; process++)
        {
            var node = processes[state.NodeOf(process)];
            for (var writer = 0; writer < node.Writers.Length; writer++)
            {
                if (node.Writers[writer].Pending is { } request)
                    Respond(state, process, node, writer, request, steps, describes);
            }

            if (state.Budget.Crashes > 0 && node.Writers.Any(writer => writer.Pending is { Kind: RequestKind.Append or RequestKind.Head or RequestKind.Read or RequestKind.Seal }))
                Crash(state, process, node, steps, describes);
        }

        foreach (var ghost in images[state.Image].Ghosts)
        {
            var (image, _) = images.Apply(state.Image, Arrives, ghost, before => (_store.Arrive(before, ghost), null!));
            steps.Add(new Step(state with { Image = image }, IsCalm: true, describes ? $"the store gets a request late: {ghost}" : null));
        }

        if (state.Budget.Meddles > 0)
            Meddle(state, steps, describes);
    }

    private void Respond(WorldState state, int process, ProcessNode node, int writer, Request request, List<Step> steps, bool describes)
    {
        var budget = state.Budget;

        void Add(int image, Reply reply, Budget left, bool isCalm, string? note = null) => steps.Add(new Step(
            state.With(process, processes.Continue(node, new Input(writer, reply)).Id) with { Image = image, Budget = left },
            isCalm,
            describes ? $"writer {node.Writers[writer].Start.Writer}: {request} → {reply}{note}" : null));

        void Fail(ReplyKind kind, int image, string note)
        {
            if (budget.Failures > 0)
                Add(image, new Reply(kind), budget with { Failures = (sbyte)(budget.Failures - 1) }, isCalm: false, note);
        }

        void Fault(ReplyKind kind, int image, string note, Reply? reply = null)
        {
            if (budget.Faults > 0)
                Add(image, reply ?? new Reply(kind), budget with { Faults = (sbyte)(budget.Faults - 1) }, isCalm: false, note);
        }

        switch (request.Kind)
        {
            case RequestKind.Append:
                var (applied, reply) = images.Apply(state.Image, Normal, request, before => _store.Append(before, request));
                Add(applied, reply, budget, isCalm: true);
                Fail(ReplyKind.Refused, state.Image, " before it was applied");
                Fault(ReplyKind.Unanswered, Image(state, Haunts, request, before => _store.Haunt(before, request, isHolding: false)), ", it may still arrive");
                if (reply.Kind == ReplyKind.Stored)
                    FaultOfStored(state, request, applied, reply, Fault);
                break;
            case RequestKind.Head:
                Add(state.Image, _store.Head(images[state.Image], request.Key), budget, isCalm: true);
                Fail(ReplyKind.Failed, state.Image, "");
                break;
            case RequestKind.Read:
                Add(state.Image, ModelStore.Read(images[state.Image], request), budget, isCalm: true);
                Fail(ReplyKind.Failed, state.Image, "");
                break;
            case RequestKind.Seal:
                var (sealing, sealed_) = images.Apply(state.Image, Normal, request, before => _store.Seal(before, request));
                Add(sealing, sealed_, budget, isCalm: true);
                Fail(ReplyKind.Failed, state.Image, ", it is not applied");
                Fail(ReplyKind.Failed, sealing, ", it is applied");
                break;
            case RequestKind.WaitForTurn:
                Add(state.Image, new Reply(ReplyKind.No), budget, isCalm: true);
                if (node.Writers[writer].IsFree)
                    Add(state.Image, new Reply(ReplyKind.Yes), budget, isCalm: true);
                return;
            case RequestKind.DropOrRetry:
                Add(state.Image, new Reply(ReplyKind.No), budget, isCalm: true);
                if (budget.Drops > 0)
                    Add(state.Image, new Reply(ReplyKind.Yes), budget with { Drops = (sbyte)(budget.Drops - 1) }, isCalm: false);
                return;
            default:
                Add(state.Image, new Reply(ReplyKind.No), budget, isCalm: true);
                Add(state.Image, new Reply(ReplyKind.Yes), budget, isCalm: true);
                return;
        }

        if (budget.Reloads > 0)
            Add(LeaveBehind(state.Image, request), new Reply(ReplyKind.Reloaded), budget with { Reloads = (sbyte)(budget.Reloads - 1) }, isCalm: false);
    }

    private void FaultOfStored(WorldState state, Request request, int applied, Reply reply, Action<ReplyKind, int, string, Reply?> fault)
    {
        fault(ReplyKind.Contradicted, applied, "", new Reply(ReplyKind.Contradicted, reply.End with { LengthBytes = reply.End.LengthBytes + 1 }));
        if (!bounds.IsCeph || images[state.Image].Find(request.Key) is null)
            return;
        fault(ReplyKind.Stored, state.Image, ", but it is lost", reply);
        fault(ReplyKind.Unanswered, Image(state, Holds, request, before => _store.Haunt(before, request, isHolding: true)), ", it holds the end and may still arrive", null);
        fault(ReplyKind.Unanswered, Image(state, Dies, request, before => before.With(request.Key, before.Find(request.Key)! with { IsOccupied = true })), ", it has died and holds the end", null);
    }

    private void Crash(WorldState state, int process, ProcessNode node, List<Step> steps, bool describes)
    {
        var image = node.Writers.Aggregate(state.Image, (before, writer) => LeaveBehind(before, writer.Pending));
        var starts = Array.ConvertAll(node.Writers, writer => writer.Successor(bounds));
        var next = processes.Start(new ProcessStart(starts[0], starts.Length > 1 ? starts[1] : null));
        steps.Add(new Step(
            state.With(process, next.Id) with { Image = image, Budget = state.Budget with { Crashes = (sbyte)(state.Budget.Crashes - 1) } },
            IsCalm: false,
            describes ? $"the process of writer {node.Writers[0].Start.Writer} dies and restarts" : null));
    }

    /// <summary>A request that has lost its sender may still arrive.</summary>
    private int LeaveBehind(int image, Request? request) => request is { Kind: RequestKind.Append }
        ? images.Apply(image, Haunts, request, before => (_store.Haunt(before, request, isHolding: false), null!)).Image
        : image;

    private void Meddle(WorldState state, List<Step> steps, bool describes)
    {
        var left = state.Budget with { Meddles = (sbyte)(state.Budget.Meddles - 1) };
        void Add(int operation, string key, string text, Func<StoreImage, StoreImage> change) => steps.Add(new Step(
            state with { Image = Image(state, operation, key, before => change(before).Pruned(bounds.IsCeph)), Budget = left },
            IsCalm: false,
            describes ? $"another party {text} {key}" : null));

        foreach (var (key, found) in images[state.Image].Objects)
        {
            Add(Removes, key, "deletes", before => before.Without(key));

            // Where an append counts as confirmed by the next one, no client can exclude that both met different objects of one length.
            if (!bounds.IsCeph)
                Add(Replaces, key, "replaces with an append object of the same length", before => before.Without(key).With(key, new ModelObject(new string('x', found.Content.Length))));
            Add(Rewrites, key, "replaces with a normal object of the same length", before => before.Without(key).With(key, new ModelObject(new string('x', found.Content.Length)) { IsAppendObject = false }));
            if (bounds.HasOwnObjects || !found.TakesAppends)
                continue;
            Add(Grows, key, "appends one byte to", before => before.With(key, found with { Content = found.Content + 'x' }));
            Add(Widens, key, "appends two bytes to", before => before.With(key, found with { Content = found.Content + "xx" }));
            Add(Closes, key, "seals", before => before.With(key, _store.Closed(found)));
            Add(Freezes, key, "makes immutable", before => before.With(key, found with { IsImmutable = true }));
        }
    }

    private int Image(WorldState state, int operation, object subject, Func<StoreImage, StoreImage> change) =>
        images.Apply(state.Image, operation, subject, before => (change(before), null!)).Image;
}
