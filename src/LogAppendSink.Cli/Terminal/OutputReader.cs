using System.Runtime.InteropServices;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Detects that the reader of standard output has closed it, even while nothing is written.</summary>
internal static partial class OutputReader
{
    private const int StandardOutputDescriptor = 1;

    // EINTR, the same number on Linux and macOS.
    private const int Interrupted = 4;

    /// <summary>
    /// Completes when standard output is a pipe or socket whose other end is closed. Without this, <c>logappend tail -f … | grep -q</c>
    /// would run until the next event. Never completes on Windows, where only a write detects it.
    /// </summary>
    internal static Task WhenGone()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (OperatingSystem.IsWindows())
            return gone.Task;

        // The call blocks without limit, so it needs its own thread. A background thread does not keep the process alive.
        var watch = new Thread(() => Watch(gone)) { IsBackground = true, Name = "logappend output" };
        watch.Start();
        return gone.Task;
    }

    private static void Watch(TaskCompletionSource gone)
    {
        // No event is requested; errors and hang-ups are always reported and end the wait.
        var output = new PollDescriptor { Descriptor = StandardOutputDescriptor };
        int seen;
        do
        {
            seen = Poll(ref output, count: 1, timeoutMilliseconds: -1);
        }
        while (seen < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        if (seen > 0)
            gone.TrySetResult();
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMilliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short ReturnedEvents;
    }
}
