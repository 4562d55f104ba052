using System.Runtime.InteropServices;

namespace LogAppendSink.Emulator.CommandLine;

/// <summary>The emulator as a program.</summary>
internal static class EmulatorProgram
{
    private const int Success = 0;
    private const int Failed = 1;
    private const int BadArguments = 2;

    /// <returns>0 after a clean stop, 1 if it could not start, 2 for invalid arguments.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        var arguments = Arguments.Parse(args);

        if (arguments.WantsHelp)
        {
            await output.WriteLineAsync(Arguments.Usage).ConfigureAwait(false);
            return Success;
        }

        if (arguments.Error is not null)
        {
            await errors.WriteLineAsync(arguments.Error).ConfigureAwait(false);
            return BadArguments;
        }

        // Registered before the first output, so that a process that reads the first line can stop the program cleanly.
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

        try
        {
            var emulator = await OssEmulator.StartAsync(arguments.Options).ConfigureAwait(false);

            await using (emulator.ConfigureAwait(false))
            {
                await output.WriteLineAsync(Banner(emulator)).ConfigureAwait(false);
                await end.Task.ConfigureAwait(false);
            }

            return Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await errors.WriteLineAsync(e.Message).ConfigureAwait(false);
            return Failed;
        }

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            end.TrySetResult();
        }
    }

    // The first line is for programs, the rest for people.
    private static string Banner(OssEmulator emulator) => $"""
        Listening on http://127.0.0.1:{emulator.Port}
          buckets     {string.Join(", ", emulator.Options.Buckets)}
          region      {emulator.Options.Region}
          key id      {emulator.Options.AccessKeyId}
          data        {emulator.DataDirectory}{(emulator.Options.DataDirectory is null ? " (temporary)" : "")}

        Environment variables for the samples and other clients:
          export OSS_ENDPOINT={emulator.Endpoint.ToString().TrimEnd('/')}
          export OSS_REGION={emulator.Options.Region}
          export OSS_BUCKET={emulator.Options.Buckets[0]}
          export OSS_ACCESS_KEY_ID={emulator.Options.AccessKeyId}
          export OSS_ACCESS_KEY_SECRET={emulator.Options.AccessKeySecret}

        Press Ctrl+C to stop.
        """;
}
