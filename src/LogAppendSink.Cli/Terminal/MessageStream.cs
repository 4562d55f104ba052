namespace LogAppendSink.Cli.Terminal;

/// <summary>Standard error. A message that cannot be written is dropped: a closed pipe or a full disk there changes no result.</summary>
internal sealed class MessageStream(Stream inner) : OutputStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (IsUnwritable(exception))
        {
            // No other place is left to report it.
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception exception) when (IsUnwritable(exception))
        {
            // As above.
        }
    }

    // .NET throws the second for a descriptor that is not open.
    private static bool IsUnwritable(Exception exception) => exception is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
