using System.Globalization;
using System.Reflection;

namespace LogAppendSink.Appending;

/// <summary>The values of the tokens that do not change while a pipeline lives.</summary>
internal sealed class KeyTokens
{
    internal const string Application = "Application";
    internal const string Date = "Date";
    internal const string Host = "Host";
    internal const string Process = "Process";
    internal const string Instance = "Instance";
    internal const string List = "{Application}, {Date}, {Date:format}, {Host}, {Process} and {Instance}";

    private readonly string _application;
    private readonly string _host;
    private readonly string _process;
    private readonly string _instance;

    private KeyTokens(string application, string host, string process, string instance)
    {
        _application = Sanitise(application);
        _host = Sanitise(host);
        _process = Sanitise(process);
        _instance = Sanitise(instance);
    }

    /// <param name="options">Has the name of the application, if it differs from the entry assembly.</param>
    /// <param name="instance">New for every pipeline, see <see cref="NewInstance"/>.</param>
    internal static KeyTokens For(OssAppendOptions options, string instance) => new(
        string.IsNullOrWhiteSpace(options.Application) ? Assembly.GetEntryAssembly()?.GetName().Name ?? "app" : options.Application,
        Environment.MachineName,
        Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        instance);

    /// <summary>Returns a name that no other pipeline has: the start in seconds and 32 random bits.</summary>
    internal static string NewInstance(TimeProvider time, Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeSeconds():x8}-{random.NextInt64(1L << 32):x8}");

    internal static bool IsKnown(string token) => token is Application or Date or Host or Process or Instance;

    internal string Value(string token) => token switch
    {
        Application => _application,
        Host => _host,
        Process => _process,
        Instance => _instance,
        _ => throw new ArgumentOutOfRangeException(nameof(token), token, "Not a token with a fixed value."),
    };

    /// <summary>Keeps letters, digits, '-', '_' and '.'; never gives an empty or a dot segment.</summary>
    internal static string Sanitise(string value)
    {
        var kept = string.Create(value.Length, value, static (span, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '-' or '_' or '.' ? source[i] : '-';
        });
        return kept.All(c => c == '.') ? "_" : kept;
    }
}
