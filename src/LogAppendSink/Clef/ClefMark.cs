namespace LogAppendSink.Clef;

/// <summary>A place in a record that is being written, to go back to.</summary>
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
