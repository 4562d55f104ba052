namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>What a value becomes in a record.</summary>
internal enum ValueKind
{
    /// <summary>A number, a date, a text: what has a form of its own.</summary>
    Scalar = 0,

    /// <summary>Its <c>ToString()</c>.</summary>
    Text = 1,

    /// <summary>Bytes, as hexadecimal digits.</summary>
    Bytes = 2,

    /// <summary>An array of its elements.</summary>
    Sequence = 3,

    /// <summary>An array of a tuple's fields.</summary>
    Tuple = 4,

    /// <summary>An object of a dictionary's entries.</summary>
    Dictionary = 5,

    /// <summary>An object of its public properties.</summary>
    Structure = 6,
}
