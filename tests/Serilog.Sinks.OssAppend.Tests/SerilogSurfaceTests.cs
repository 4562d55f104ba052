using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>
/// What the sink asks of the Serilog that the application brings. It is compiled for 4.1.0 and tested with the newest; <c>.ci/versions
/// serilog</c>
/// runs these tests, and all the others here, with 4.1.0. A line more in the list is a reason to run that.
/// </summary>
public sealed class SerilogSurfaceTests
{
    private static readonly string[] Used =
    [
        "Alignment.get_Direction",
        "Alignment.get_Width",
        "DictionaryValue..ctor",
        "DictionaryValue.get_Elements",
        "ILogEventSink.Emit",
        "ILoggingFailureListener.OnLoggingFailed",
        "ISetLoggingFailureListener.SetFailureListener",
        "ITextFormatter.Format",
        "LogEvent..ctor",
        "LogEvent.get_Exception",
        "LogEvent.get_Level",
        "LogEvent.get_MessageTemplate",
        "LogEvent.get_Properties",
        "LogEvent.get_SpanId",
        "LogEvent.get_Timestamp",
        "LogEvent.get_TraceId",
        "LogEventProperty..ctor",
        "LogEventProperty.get_Name",
        "LogEventProperty.get_Value",
        "LogEventPropertyValue.Render",
        "LoggerAuditSinkConfiguration.Sink",
        "LoggerSinkConfiguration.CreateSink",
        "LoggerSinkConfiguration.Sink",
        "MessageTemplate.get_Text",
        "MessageTemplate.get_Tokens",
        "MessageTemplateParser..ctor",
        "MessageTemplateParser.Parse",
        "MessageTemplateTextFormatter..ctor",
        "PropertyToken.get_Alignment",
        "PropertyToken.get_Format",
        "PropertyToken.get_PropertyName",
        "ScalarValue..ctor",
        "ScalarValue.get_Value",
        "SelfLog.WriteLine",
        "SequenceValue..ctor",
        "SequenceValue.get_Elements",
        "StructureValue..ctor",
        "StructureValue.get_Properties",
        "StructureValue.get_TypeTag",
    ];

    [Fact]
    public void Sink_uses_only_these_members_of_Serilog()
    {
        var used = References().Select(reference => reference.Name).Distinct().ToList();

        var (added, removed) = (string.Join(", ", used.Except(Used)), string.Join(", ", Used.Except(used)));
        Assert.True(
            added.Length == 0 && removed.Length == 0,
            $"Run .ci/versions serilog; if that passes, change the list: new are [{added}], gone are [{removed}].");
    }

    [Fact]
    public void Loaded_Serilog_has_every_used_member() =>
        Assert.All(References(), reference => Assert.NotNull(typeof(OssAppendSink).Module.ResolveMember(reference.Token)));

    [Fact]
    public void Sink_references_the_assembly_of_the_lowest_supported_Serilog()
    {
        var asked = typeof(OssAppendSink).Assembly.GetReferencedAssemblies().Single(assembly => assembly.Name == "Serilog");
        var loaded = typeof(ILogger).Assembly.GetName();

        Assert.Equal(new Version(4, 1, 0, 0), asked.Version);
        Assert.True(loaded.Version >= asked.Version, $"{loaded.Version} is loaded.");
        Assert.Equal(asked.GetPublicKeyToken(), loaded.GetPublicKeyToken());
    }

    private static List<(string Name, int Token)> References()
    {
        using var file = new PEReader(File.OpenRead(typeof(OssAppendSink).Assembly.Location));
        var metadata = file.GetMetadataReader();
        return metadata.MemberReferences
            .Select(handle => (Type: SerilogType(metadata, metadata.GetMemberReference(handle).Parent), Handle: handle))
            .Where(member => member.Type is not null)
            .Select(member => (
                $"{member.Type}.{metadata.GetString(metadata.GetMemberReference(member.Handle).Name)}",
                MetadataTokens.GetToken(member.Handle)))
            .ToList();
    }

    /// <summary>Returns the name of a type in Serilog's assembly; null for other types.</summary>
    private static string? SerilogType(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind != HandleKind.TypeReference)
            return null;

        var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == "Serilog"
                ? metadata.GetString(type.Name)
                : null;
    }
}
