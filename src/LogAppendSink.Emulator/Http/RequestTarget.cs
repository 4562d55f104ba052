namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The target of the request line, byte for byte as the client sent it. The framework's own path is decoded and has its dot
/// segments removed, which would change both the key and what was signed.
/// </summary>
internal sealed class RequestTarget
{
    private RequestTarget(string rawPath, IReadOnlyList<QueryParameter> parameters)
    {
        RawPath = rawPath;
        Parameters = parameters;
    }

    /// <summary>Begins with a slash; still encoded.</summary>
    public string RawPath { get; }

    /// <summary>In the order sent.</summary>
    public IReadOnlyList<QueryParameter> Parameters { get; }

    /// <summary>Returns the decoded value of the first parameter with a name, or null if it is missing.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var parameter in Parameters)
            {
                if (parameter.Name == name)
                    return parameter.Value;
            }

            return null;
        }
    }

    public bool Has(string name) => this[name] is not null;

    /// <summary>Rejects a parameter that cannot be decoded and would otherwise be read as another text.</summary>
    /// <exception cref="OssErrorException">400 InvalidArgument.</exception>
    public void CheckEncoding()
    {
        if (Parameters.FirstOrDefault(parameter => parameter.IsMalformed) is { } malformed)
        {
            throw OssErrors.InvalidArgument("A parameter of the request is not valid URL-encoded UTF-8.")
                .WithElement("ArgumentName", malformed.RawName)
                .ToException();
        }
    }

    public static RequestTarget Parse(string rawTarget)
    {
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = WithoutAuthority(question < 0 ? rawTarget : rawTarget[..question]);
        var query = question < 0 ? "" : rawTarget[(question + 1)..];

        var parameters = query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(QueryParameter.Parse)
            .ToList();

        return new RequestTarget(path, parameters);
    }

    // A client that uses a proxy sends "POST http://host/path". "OPTIONS *" has no path.
    private static string WithoutAuthority(string path)
    {
        if (path.StartsWith('/'))
            return path;

        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return "/";

        var slash = path.IndexOf('/', scheme + 3);
        return slash < 0 ? "/" : path[slash..];
    }
}
