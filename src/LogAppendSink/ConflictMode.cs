namespace LogAppendSink;

/// <summary>What the writer does when another writer has appended to its object.</summary>
public enum ConflictMode
{
    /// <summary>Continue after the other data in the same object. Whole records of several writers interleave.</summary>
    Continue = 0,

    /// <summary>Leave the object to the other writer and continue in the next one (<c>-001</c>, <c>-002</c>, …).</summary>
    Roll = 1,
}
