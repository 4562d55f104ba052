namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>What the events of one run go to.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>Logs the event of a number. Called by several threads.</summary>
    void Log(int number);

    /// <summary>Counts what has arrived, once it is disposed; -1 lines where nothing is kept.</summary>
    Task<(long Lines, long Bytes)> CountAsync();
}
