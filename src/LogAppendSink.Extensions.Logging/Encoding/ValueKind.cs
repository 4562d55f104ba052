namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>What a value becomes in a record.</summary>
internal enum ValueKind
{
    /// <summary>A scalar with a JSON form: a number, a date, a text.</summary>
    Scalar = 0,

    /// <summary>The text of <c>ToString()</c>.</summary>
    Text = 1,

    /// <summary>Bytes, as hexadecimal digits.</summary>
    Bytes = 2,

    /// <summary>An array of elements.</summary>
    Sequence = 3,

    /// <summary>An array of a tuple's fields.</summary>
    Tuple = 4,

    /// <summary>An object of a dictionary's entries.</summary>
    Dictionary = 5,

    /// <summary>An object of public properties.</summary>
    Structure = 6,
}
