namespace LogAppendSink;

/// <summary>The settings are invalid. The message lists every fault with its name, value, rule and fix.</summary>
public sealed class OssAppendOptionsException : ArgumentException
{
    /// <summary>Creates the exception; for front ends, which may add faults to those of <see cref="OssAppendOptions.Validate"/>.</summary>
    /// <param name="errors">One sentence per fault.</param>
    public OssAppendOptionsException(IReadOnlyList<string> errors)
        : base(MessageOf(errors)) =>
        Errors = errors;

    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Errors { get; }

    private static string MessageOf(IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return $"OssAppend cannot start: {errors.Count} setting{(errors.Count == 1 ? "" : "s")} must be fixed.{Environment.NewLine}"
            + string.Join(Environment.NewLine, errors.Select(error => $"  - {error}"));
    }
}
