namespace LogAppendSink;

/// <summary>How the writer responds when another writer appends to its object.</summary>
public enum ConflictMode
{
    /// <summary>Continue after the other data in the same object. Whole records of several writers interleave.</summary>
    Continue = 0,

    /// <summary>Leave the object to the other writer and continue in the next object (<c>-001</c>, <c>-002</c>, …).</summary>
    Roll = 1,
}
