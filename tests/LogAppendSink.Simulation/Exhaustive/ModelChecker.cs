namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>
/// Explores every run within some bounds, breadth first, so a shortest path to the first violation is found. Each state is explored
/// once, on whichever path it is reached.
/// </summary>
internal sealed class ModelChecker
{
    private readonly Bounds _bounds;
    private readonly ImageTable _images = new();
    private readonly ProcessAutomaton _processes;
    private readonly Successors _successors;
    private readonly Dictionary<WorldState, int> _numbers = [];
    private readonly List<WorldState> _states = [];
    private readonly List<int> _parents = [];
    private readonly List<(int From, int To)> _calm = [];
    private long _transitions;

    private ModelChecker(Bounds bounds)
    {
        _bounds = bounds;
        _processes = new ProcessAutomaton(bounds);
        _successors = new Successors(bounds, _images, _processes);
    }

    /// <param name="bounds">The bounds.</param>
    /// <param name="statesMax">More states than this are not explored.</param>
    internal static CheckResult Run(Bounds bounds, int statesMax)
    {
        // A context would carry continuations to other threads.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new ModelChecker(bounds).Explore(statesMax);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private CheckResult Explore(int statesMax)
    {
        Number(new WorldState(_images.NumberOf(StoreImage.Empty), StartOf(0), _bounds.Processes > 1 ? StartOf(1) : -1, Budget.Of(_bounds)), parent: -1);
        var steps = new List<Step>();
        for (var index = 0; index < _states.Count; index++)
        {
            if (BrokenBy(_states[index]) is { } broken)
                return Result(isComplete: false, $"{broken}\n{Trace(index)}");
            if (_states.Count > statesMax)
                return Result(isComplete: false, counterexample: null);

            steps.Clear();
            _successors.Of(_states[index], steps, describes: false);
            _transitions += steps.Count;
            foreach (var step in steps)
            {
                var to = Number(step.Next, index);
                if (step.IsCalm)
                    _calm.Add((to, index)); // Stored backwards, as it is read.
            }
        }

        return Result(isComplete: true, Stuck() is { } stuck ? $"Delivery completes once nothing goes wrong: from here it does not.\n{Trace(stuck)}" : null);
    }

    private CheckResult Result(bool isComplete, string? counterexample) => new(_bounds, _states.Count, _transitions, _processes.Count, isComplete, counterexample);

    private int StartOf(int process)
    {
        var second = _bounds.IsOneProcessWithTwoWriters ? NewWriter(1) : null;
        return _processes.Start(new ProcessStart(NewWriter(process), second)).Id;

        static WriterStart NewWriter(int writer) => new(writer, Life: 0, SettledThrough: 0, Dropped: 0, Intent: null);
    }

    private int Number(WorldState state, int parent)
    {
        if (_numbers.TryGetValue(state, out var number))
            return number;
        _numbers.Add(state, _states.Count);
        _states.Add(state);
        _parents.Add(parent);
        return _states.Count - 1;
    }

    private string? BrokenBy(WorldState state) => Rules.BrokenBy(_images[state.Image], _images.FactsOf(state.Image), WritersOf(state));

    private WriterView[] WritersOf(WorldState state) =>
        state.Processes == 1 ? _processes[state.First].Writers : [.. _processes[state.First].Writers, .. _processes[state.Second].Writers];

    /// <returns>A state from which no fault-free path lets all writers finish; null if every state has such a path.</returns>
    private int? Stuck()
    {
        _calm.Sort();
        var reaches = new bool[_states.Count];
        var ways = new Stack<int>();
        void Reach(int index)
        {
            if (!reaches[index])
                ways.Push(index);
            reaches[index] = true;
        }

        for (var index = 0; index < _states.Count; index++)
        {
            if (WritersOf(_states[index]).All(writer => writer.Pending is null))
                Reach(index);
        }

        while (ways.TryPop(out var index))
        {
            var first = _calm.BinarySearch((index, -1));
            for (var at = ~first; at < _calm.Count && _calm[at].From == index; at++)
                Reach(_calm[at].To);
        }

        var stuck = Array.IndexOf(reaches, false);
        return stuck < 0 ? null : stuck;
    }

    private string Trace(int index)
    {
        var lines = new List<string>();
        for (; _parents[index] >= 0; index = _parents[index])
        {
            var steps = new List<Step>();
            _successors.Of(_states[_parents[index]], steps, describes: true);
            var step = steps.First(step => step.Next == _states[index]);
            lines.Add($"  {step.Text}\n      {_images[_states[index].Image]}");
        }

        lines.Reverse();
        return string.Join('\n', lines.Select((line, number) => $"{number + 1,3}.{line}"));
    }
}
