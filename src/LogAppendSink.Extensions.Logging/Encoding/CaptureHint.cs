namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>How a value is captured, from the first character of its name in a template.</summary>
internal enum CaptureHint
{
    /// <summary>Scalars unchanged, collections element by element, any other value as text.</summary>
    Default = 0,

    /// <summary><c>@</c>: objects by their public properties.</summary>
    Destructure = 1,

    /// <summary><c>$</c>: any value as text.</summary>
    Stringify = 2,

    /// <summary>The event's id, kept separately to avoid boxing.</summary>
    EventId = 3,
}
