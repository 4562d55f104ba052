namespace LogAppendSink.Cli;

/// <summary>What the program answers to the shell. Documented in <c>logappend --help</c>; a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    internal const int Success = 0;

    /// <summary>The store, the network or a file did not let us.</summary>
    internal const int Failed = 1;

    /// <summary>Arguments or settings that cannot work; nothing was tried.</summary>
    internal const int Usage = 2;

    /// <summary>There is no such object.</summary>
    internal const int NotFound = 3;

    /// <summary>
    /// What was checked is not as it should be: damage in an object, of which what is readable was printed, or a step that <c>check</c> saw fail.
    /// </summary>
    internal const int Faulty = 4;

    /// <summary>An error in this program, which it did not expect: <c>EX_SOFTWARE</c> of <c>sysexits.h</c>.</summary>
    internal const int Internal = 70;

    /// <summary>Ended by Ctrl+C: 128 and the signal's number, as shells say it.</summary>
    internal const int Interrupted = 130;

    /// <summary>Whoever read our output has gone, e.g. <c>head</c>.</summary>
    internal const int OutputClosed = 141;
}
