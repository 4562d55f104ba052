namespace LogAppendSink.Clef;

/// <summary>A position in a record, to which the writer can return.</summary>
public readonly record struct ClefMark
{
    internal ClefMark(int lengthBytes, int depth, bool isCommaDue)
    {
        LengthBytes = lengthBytes;
        Depth = depth;
        IsCommaDue = isCommaDue;
    }

    internal int LengthBytes { get; }

    internal int Depth { get; }

    internal bool IsCommaDue { get; }
}
