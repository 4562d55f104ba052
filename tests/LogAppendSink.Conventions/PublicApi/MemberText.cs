using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Conventions.PublicApi;

/// <summary>One member that users can name, as a line like its declaration.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext Nullability = new();

    internal static IEnumerable<string> OfMembersOf(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var lines = new List<string>();
        lines.AddRange(type.GetFields(declared).Where(field => IsVisible(field.Attributes, field.DeclaringType)).Select(Of));
        lines.AddRange(type.GetConstructors(declared).Where(constructor => IsVisible(constructor) && !constructor.IsStatic).Select(constructor => $"{Access(constructor)}{TypeText.NameOf(type).Split('.')[^1]}({Parameters(constructor)})"));
        lines.AddRange(type.GetProperties(declared).Where(property => Accessors(property).Any()).Select(Of));
        lines.AddRange(type.GetEvents(declared).Where(happening => IsVisible(happening.AddMethod)).Select(happening => $"event {TypeText.Of(happening.EventHandlerType!)} {happening.Name}")); // An event has a type.
        lines.AddRange(type.GetMethods(declared).Where(method => IsVisible(method) && IsWritten(method)).Select(Of));
        return lines.Order(StringComparer.Ordinal);
    }

    private static string Of(FieldInfo field) => field.IsLiteral
        ? $"const {TypeText.Of(field.FieldType)} {field.Name} = {Value(field.GetRawConstantValue())}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field.FieldType, Nullability.Create(field))} {field.Name}";

    private static string Of(PropertyInfo property)
    {
        var accessors = string.Join(' ', Accessors(property).Select(accessor => $"{Access(accessor)}{AccessorName(accessor)};"));
        var index = property.GetIndexParameters() is { Length: > 0 } ? $"this[{Parameters(property.GetIndexParameters())}]" : property.Name;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Modifiers(Accessors(property).First())}{required}{TypeText.Of(property.PropertyType, Nullability.Create(property))} {index} {{ {accessors} }}";
    }

    private static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Access(method)}{Modifiers(method)}{TypeText.Of(method.ReturnType, Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        var kind = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => "",
        };
        var defaultValue = parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue)}" : "";
        return $"{kind}{TypeText.Of(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}{defaultValue}";
    }));

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static IEnumerable<MethodInfo> Accessors(PropertyInfo property) =>
        new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible);

    private static string AccessorName(MethodInfo accessor) =>
        accessor.ReturnType != typeof(void) ? "get"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init"
        : "set";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static bool IsVisible(MethodBase? method) =>
        method is not null && (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType is { IsSealed: false }));

    private static bool IsVisible(FieldAttributes attributes, Type? type) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public
        || ((attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Family or FieldAttributes.FamORAssem && type is { IsSealed: false });

    /// <summary>Not an accessor, and not what the compiler adds to a record.</summary>
    private static bool IsWritten(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !method.IsDefined(typeof(CompilerGeneratedAttribute));
}
