using System.Collections;
using System.Runtime.CompilerServices;
using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Writes values as JSON, directly from the application's objects. If one throws, only that value is lost. Once the record is over its
/// limit, a marker will replace it, so no more values are read: reference cycles or endless collections would take time and memory without
/// limit.
/// </summary>
internal sealed class ClefValues(ValueShapes shapes)
{
    /// <summary>
    /// The maximum depth of collections and objects; deeper values are null. This is Serilog's limit, which also ends reference cycles.
    /// </summary>
    internal const int DepthLimit = 10;

    /// <summary>Writes the value of a property. Never throws: if an application type throws, a placeholder is written.</summary>
    internal void Write(object? value, CaptureHint hint, ClefWriter clef)
    {
        if (hint == CaptureHint.Stringify)
            WriteStringified(value, clef);
        else
            WriteGuarded(value, destructures: hint == CaptureHint.Destructure, depth: 1, clef);
    }

    private static void WriteStringified(object? value, ClefWriter clef)
    {
        string? text;
        try
        {
            text = value?.ToString();
        }
#pragma warning disable CA1031 // Application code may throw anything.
        catch (Exception error)
#pragma warning restore CA1031
        {
            clef.CountFault(error);
            text = MemberValue.CaptureError(error);
        }

        clef.WriteScalar(text);
    }

    private void WriteGuarded(object? value, bool destructures, int depth, ClefWriter clef)
    {
        // Frequent scalars, before the type is inspected.
        if (value is null or string or int or long or bool or double or decimal or Guid or DateTime or DateTimeOffset)
        {
            clef.WriteScalar(value);
            return;
        }

        var mark = clef.Mark();
        try
        {
            Write(value, destructures, depth, clef);
        }
#pragma warning disable CA1031 // An enumerator may throw anything; the rest of the event is still written.
        catch (Exception error)
#pragma warning restore CA1031
        {
            clef.Rewind(mark);
            clef.CountFault(error);
            clef.WriteString(MemberValue.CaptureError(error));
        }
    }

    private void Write(object value, bool destructures, int depth, ClefWriter clef)
    {
        var shape = shapes.Of(value);
        switch (shape.Kind(destructures))
        {
            case ValueKind.Bytes:
                clef.WriteBytes(ValueTexts.BytesOf(value));
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
            WriteGuarded(value, destructures, depth + 1, clef);
    }

    private void WriteSequence(IEnumerable sequence, bool destructures, int depth, ClefWriter clef)
    {
        if (sequence is Array array && (array.Rank > 1 || array.GetLowerBound(0) != 0))
        {
            WriteDimension(array, new int[array.Rank], dimension: 0, destructures, depth, clef);
            return;
        }

        clef.StartArray();
        if (sequence is IList list)
        {
            for (var i = 0; i < list.Count && !clef.IsOverLimit; i++) // Without an enumerator.
                WriteNested(list[i], destructures, depth, clef);
        }
        else
        {
            foreach (var element in sequence)
            {
                WriteNested(element, destructures, depth, clef);
                if (clef.IsOverLimit)
                    break;
            }
        }

        clef.EndArray();
    }

    /// <summary>Writes a multidimensional array as an array of arrays, as later versions of Serilog do.</summary>
    private void WriteDimension(Array array, int[] at, int dimension, bool destructures, int depth, ClefWriter clef)
    {
        if (depth > DepthLimit)
        {
            clef.WriteNull();
            return;
        }

        clef.StartArray();
        var last = array.GetUpperBound(dimension);
        for (var i = array.GetLowerBound(dimension); i <= last && !clef.IsOverLimit; i++)
        {
            at[dimension] = i;
            if (dimension + 1 == array.Rank)
                WriteNested(array.GetValue(at), destructures, depth, clef);
            else
                WriteDimension(array, at, dimension + 1, destructures, depth + 1, clef);
        }

        clef.EndArray();
    }

    private void WriteTuple(ITuple tuple, bool destructures, int depth, ClefWriter clef)
    {
        clef.StartArray();
        for (var i = 0; i < tuple.Length && !clef.IsOverLimit; i++)
            WriteNested(tuple[i], destructures, depth, clef);
        clef.EndArray();
    }

    private void WriteDictionary(IDictionary dictionary, bool destructures, int depth, ClefWriter clef)
    {
        clef.StartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            if (depth >= DepthLimit || clef.IsOverLimit)
                break;

            clef.WriteKey(entry.Key);
            WriteNested(entry.Value, destructures, depth, clef);
        }

        clef.EndObject();
    }

    private void WriteStructure(object value, ValueShape shape, int depth, ClefWriter clef)
    {
        clef.StartObject();
        foreach (var member in shape.Members)
        {
            if (clef.IsOverLimit)
                break;

            clef.WritePropertyName(member.Name);
            WriteNested(MemberValue.Of(member, value, clef), destructures: true, depth, clef);
        }

        if (shape.TypeTag is { } typeTag)
        {
            clef.WritePropertyName("$type");
            clef.WriteString(typeTag);
        }

        clef.EndObject();
    }
}
