namespace LogAppendSink;

/// <summary>The settings are invalid. The message lists every fault with its name, value, rule and fix.</summary>
public sealed class OssAppendOptionsException : ArgumentException
{
    internal OssAppendOptionsException(IReadOnlyList<string> errors)
        : base($"OssAppend cannot start: {errors.Count} setting{(errors.Count == 1 ? "" : "s")} must be fixed.{Environment.NewLine}"
            + string.Join(Environment.NewLine, errors.Select(error => $"  - {error}"))) =>
        Errors = errors;

    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Errors { get; }
}
