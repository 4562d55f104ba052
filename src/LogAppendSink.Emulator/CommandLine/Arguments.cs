using System.Globalization;

namespace LogAppendSink.Emulator.CommandLine;

/// <summary>The parsed arguments of the program: options, a request for help, or an error.</summary>
internal sealed record Arguments(OssEmulatorOptions Options, bool WantsHelp, string? Error)
{
    public const string Usage = """
        Usage: oss-emulator [options]

        An OSS-compatible server on 127.0.0.1 for development and tests.

          --port N                  port to listen on; 0 picks a free one (default 9000)
          --data DIR                directory of the objects (default: a temporary directory, deleted at the end)
          --bucket NAME             bucket to create at the start; repeatable (default logs)
          --region ID               region that signatures must contain (default cn-hangzhou)
          --access-key-id ID        access key id (default emulator-key-id)
          --access-key-secret TEXT  access key secret (default emulator-key-secret)
          --credentials FILE        JSON file with more keys, tokens and policies (see the README)
          --allow-faults            allow fault injection over HTTP (see the README)
          --help                    show this text
        """;

    private const int DefaultPort = 9000;

    public static Arguments Parse(IReadOnlyList<string> arguments)
    {
        var options = new OssEmulatorOptions { Port = DefaultPort };
        var buckets = new List<string>();

        for (var i = 0; i < arguments.Count; i++)
        {
            // Both "--port 9000" and "--port=9000".
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arguments[i] : arguments[i][..equals];

            if (name is "--help" or "-h")
                return new Arguments(options, WantsHelp: true, Error: null);

            if (name == "--allow-faults")
            {
                options = options with { AllowFaults = true };
                continue;
            }

            if (!IsKnown(name))
                return Wrong($"Unknown option '{name}'. Run with --help to see the options.");

            if (equals < 0 && i + 1 == arguments.Count)
                return Wrong($"Option '{name}' needs a value.");

            var value = equals < 0 ? arguments[++i] : arguments[i][(equals + 1)..];

            try
            {
                if (name == "--bucket")
                    buckets.Add(value);
                else
                    options = With(options, name, value);
            }
            catch (FormatException e)
            {
                return Wrong(e.Message);
            }
        }

        if (buckets.Count > 0)
            options = options with { Buckets = buckets };

        return options.Errors().FirstOrDefault() is { } error ? Wrong(error) : new Arguments(options, WantsHelp: false, Error: null);

        Arguments Wrong(string error) => new(options, WantsHelp: false, error);
    }

    private static bool IsKnown(string name) =>
        name is "--port" or "--data" or "--bucket" or "--region" or "--access-key-id" or "--access-key-secret" or "--credentials";

    private static OssEmulatorOptions With(OssEmulatorOptions options, string name, string value) => name switch
    {
        "--port" => options with { Port = PortNumber(value) },
        "--data" => options with { DataDirectory = value },
        "--region" => options with { Region = value },
        "--access-key-id" => options with { AccessKeyId = value },
        "--access-key-secret" => options with { AccessKeySecret = value },
        "--credentials" => options with { Credentials = CredentialFile.Read(value) },
        _ => options,
    };

    private static int PortNumber(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"Option '--port' is '{value}'; give a number from 0 to 65535.");
}
