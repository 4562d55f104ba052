namespace LogAppendSink.Cli.Terminal;

/// <summary>
/// Standard error. Messages that cannot be written are dropped: a closed pipe or a full disk must not change the exit code.
/// </summary>
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
            // An error on standard error cannot be reported anywhere.
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
            // See Write.
        }
    }

    // .NET throws UnauthorizedAccessException for a closed descriptor.
    private static bool IsUnwritable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
