namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>How a value is taken over, as the first character of its name in a template asks.</summary>
internal enum CaptureHint
{
    /// <summary>Scalars as they are, collections element by element, anything else as its text.</summary>
    Default = 0,

    /// <summary><c>@</c>: objects by their public properties.</summary>
    Destructure = 1,

    /// <summary><c>$</c>: as its text, whatever it is.</summary>
    Stringify = 2,

    /// <summary>The event's id, which is kept apart so that it need not be boxed.</summary>
    EventId = 3,
}
