namespace LogAppendSink.Cli;

/// <summary>The exit codes, documented in <c>logappend --help</c>. A number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    internal const int Success = 0;

    /// <summary>The store, the network or a file failed.</summary>
    internal const int Failed = 1;

    /// <summary>Invalid arguments or settings; no request was sent.</summary>
    internal const int Usage = 2;

    /// <summary>The object does not exist.</summary>
    internal const int NotFound = 3;

    /// <summary>
    /// A check failed: an object is damaged (its readable records were printed), or a step of <c>check</c> failed.
    /// </summary>
    internal const int Faulty = 4;

    /// <summary>An unexpected error in this program: <c>EX_SOFTWARE</c> of <c>sysexits.h</c>.</summary>
    internal const int Internal = 70;

    /// <summary>Stopped by Ctrl+C: 128 plus the number of the signal, the shells' convention.</summary>
    internal const int Interrupted = 130;

    /// <summary>The reader of the output, e.g. <c>head</c>, has closed the pipe.</summary>
    internal const int OutputClosed = 141;
}
