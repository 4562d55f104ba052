using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// Writes a property value as JSON, as Serilog's <c>JsonValueFormatter</c> does. Once the record is over its limit, a marker will replace
/// it, so no more values are read: values that share parts can be exponentially large.
/// </summary>
internal static class ClefPropertyValue
{
    internal const string TooDeep = "(nested too deeply to be written)";

    internal static void Write(LogEventPropertyValue value, ClefWriter clef)
    {
        if (value is ScalarValue scalar)
            clef.WriteScalar(scalar.Value);
        else if (clef.Depth >= ClefWriter.DepthLimit)
            clef.WriteString(TooDeep);
        else if (value is StructureValue structure)
            WriteStructure(structure, clef);
        else if (value is SequenceValue sequence)
            WriteSequence(sequence, clef);
        else if (value is DictionaryValue dictionary)
            WriteDictionary(dictionary, clef);
        else
            WriteRendered(value, clef);
    }

    private static void WriteStructure(StructureValue structure, ClefWriter clef)
    {
        clef.StartObject();
        for (var i = 0; i < structure.Properties.Count && !clef.IsOverLimit; i++)
        {
            var property = structure.Properties[i];
            clef.WritePropertyName(property.Name);
            Write(property.Value, clef);
        }

        if (structure.TypeTag is not null)
        {
            clef.WritePropertyName("$type");
            clef.WriteString(structure.TypeTag);
        }

        clef.EndObject();
    }

    private static void WriteSequence(SequenceValue sequence, ClefWriter clef)
    {
        clef.StartArray();
        for (var i = 0; i < sequence.Elements.Count && !clef.IsOverLimit; i++)
            Write(sequence.Elements[i], clef);
        clef.EndArray();
    }

    private static void WriteDictionary(DictionaryValue dictionary, ClefWriter clef)
    {
        clef.StartObject();
        if (dictionary.Elements is Dictionary<ScalarValue, LogEventPropertyValue> elements)
        {
            foreach (var (key, value) in elements) // Has a struct enumerator.
                WriteElement(key, value, clef);
        }
        else
        {
            foreach (var (key, value) in dictionary.Elements)
                WriteElement(key, value, clef);
        }

        clef.EndObject();
    }

    private static void WriteElement(ScalarValue key, LogEventPropertyValue value, ClefWriter clef)
    {
        if (clef.IsOverLimit)
            return;

        clef.WriteKey(key.Value);
        Write(value, clef);
    }

    /// <summary>Writes a value of an application-defined type, which can only be rendered.</summary>
    private static void WriteRendered(LogEventPropertyValue value, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            value.Render(clef.StartString(), format: null, CultureInfo.InvariantCulture);
            clef.EndString();
        }
        catch (Exception) when (clef.IsOverLimit)
        {
            // A record over its limit is replaced as a whole.
        }
        catch (Exception error)
        {
            clef.Rewind(mark);
            clef.CountFault(error);
            clef.WriteString($"({value.GetType()}: its Render threw {error.GetType()})");
        }
    }
}
