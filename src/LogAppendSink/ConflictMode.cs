namespace LogAppendSink;

/// <summary>What the writer does when another writer has appended to its object.</summary>
public enum ConflictMode
{
    /// <summary>Take the store's end and go on in the same object: whole records of several writers interleave.</summary>
    Continue = 0,

    /// <summary>Leave the object to the other writer and go on in the next one (<c>-001</c>, <c>-002</c>, …).</summary>
    Roll = 1,
}
