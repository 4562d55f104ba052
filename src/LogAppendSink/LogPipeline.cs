namespace LogAppendSink;

/// <summary>Placeholder of the signature that front ends build on; the engine follows.</summary>
public sealed class LogPipeline : IAsyncDisposable, IDisposable
{
    private LogPipeline(OssAppendOptions options) => EventBodyLimitBytes = options.EventBodyLimitBytes;

    /// <summary>Builds a pipeline.</summary>
    public static LogPipeline Create(OssAppendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = OssAppendOptionsRules.Errors(options).ToList();
        return errors.Count == 0 ? new LogPipeline(options) : throw new OssAppendOptionsException(errors);
    }

    /// <summary>Limit.</summary>
    public int EventBodyLimitBytes { get; }

    /// <summary>Writes.</summary>
    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => record.Length <= EventBodyLimitBytes && level >= 0;

    /// <summary>Flushes.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => EventBodyLimitBytes > 0 ? Task.CompletedTask : throw new InvalidOperationException();

    /// <inheritdoc />
    public void Dispose()
    {
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => default;
}
