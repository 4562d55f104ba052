using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Values as JSON, straight from the application's objects. Once a record is above the limit, and will be replaced by a marker, collections
/// are followed no further: some have no end.
/// </summary>
internal sealed class ClefValues(ValueShapes shapes, int lengthLimitBytes)
{
    /// <summary>How deep collections and objects are followed; below it stands null. Serilog's limit, which also ends circles.</summary>
    internal const int DepthLimit = 10;

    /// <summary>Writes the value of a property. Never throws for what the application's types throw: a text says so in the value's place.</summary>
    internal void Write(object? value, CaptureHint hint, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            if (hint == CaptureHint.Stringify)
                Write(value?.ToString(), destructures: false, depth: 1, clef);
            else
                Write(value, destructures: hint == CaptureHint.Destructure, depth: 1, clef);
        }
#pragma warning disable CA1031 // An enumerator may throw anything; the rest of the event is still worth having.
        catch (Exception error)
#pragma warning restore CA1031
        {
            clef.Rewind(mark);
            clef.WriteString(CaptureError(error));
        }
    }

    internal static string CaptureError(Exception error) => $"Capturing the property value threw an exception: {error.GetType().Name}";

    internal static object? ValueOf(PropertyInfo member, object owner)
    {
        try
        {
            return member.GetValue(owner);
        }
        catch (TargetInvocationException error)
        {
            return $"The property accessor threw an exception: {error.InnerException?.GetType().Name}";
        }
    }

    internal static ReadOnlySpan<byte> BytesOf(object value) => value switch
    {
        byte[] bytes => bytes,
        Memory<byte> bytes => bytes.Span,
        _ => ((ReadOnlyMemory<byte>)value).Span,
    };

    private void Write(object? value, bool destructures, int depth, ClefWriter clef)
    {
        // The frequent scalars without a look at their type.
        if (value is null or string or int or long or bool or double or decimal or Guid or DateTime or DateTimeOffset)
        {
            clef.WriteScalar(value);
            return;
        }

        var shape = shapes.Of(value);
        switch (shape.Kind(destructures))
        {
            case ValueKind.Bytes:
                clef.WriteBytes(BytesOf(value));
                break;
            case ValueKind.Sequence:
                WriteSequence((IEnumerable)value, destructures, depth, clef);
                break;
            case ValueKind.Tuple:
                WriteTuple((ITuple)value, destructures, depth, clef);
                break;
            case ValueKind.Dictionary:
                WriteDictionary((IDictionary)value, destructures, depth, clef);
                break;
            case ValueKind.Structure:
                WriteStructure(value, shape, depth, clef);
                break;
            default:
                clef.WriteScalar(value);
                break;
        }
    }

    private void WriteNested(object? value, bool destructures, int depth, ClefWriter clef)
    {
        if (depth >= DepthLimit)
            clef.WriteNull();
        else
            Write(value, destructures, depth + 1, clef);
    }

    private void WriteSequence(IEnumerable sequence, bool destructures, int depth, ClefWriter clef)
    {
        clef.StartArray();
        if (sequence is IList list)
        {
            for (var i = 0; i < list.Count && clef.LengthBytes <= lengthLimitBytes; i++) // without an enumerator
                WriteNested(list[i], destructures, depth, clef);
        }
        else
        {
            foreach (var element in sequence)
            {
                WriteNested(element, destructures, depth, clef);
                if (clef.LengthBytes > lengthLimitBytes)
                    break;
            }
        }

        clef.EndArray();
    }

    private void WriteTuple(ITuple tuple, bool destructures, int depth, ClefWriter clef)
    {
        clef.StartArray();
        for (var i = 0; i < tuple.Length; i++)
            WriteNested(tuple[i], destructures, depth, clef);
        clef.EndArray();
    }

    private void WriteDictionary(IDictionary dictionary, bool destructures, int depth, ClefWriter clef)
    {
        clef.StartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            if (depth >= DepthLimit || clef.LengthBytes > lengthLimitBytes)
                break;

            clef.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture));
            WriteNested(entry.Value, destructures, depth, clef);
        }

        clef.EndObject();
    }

    private void WriteStructure(object value, ValueShape shape, int depth, ClefWriter clef)
    {
        clef.StartObject();
        foreach (var member in shape.Members)
        {
            clef.WritePropertyName(member.Name);
            WriteNested(ValueOf(member, value), destructures: true, depth, clef);
        }

        if (shape.TypeTag is { } typeTag)
        {
            clef.WritePropertyName("$type");
            clef.WriteString(typeTag);
        }

        clef.EndObject();
    }
}
