namespace LogAppendSink.Threading;

/// <summary>Runs actions one at a time, in the order in which they were posted.</summary>
internal interface IWorkQueue
{
    /// <summary>Adds an action. Thread-safe; never throws. Exceptions of the action are ignored.</summary>
    void Post(Action work);
}
