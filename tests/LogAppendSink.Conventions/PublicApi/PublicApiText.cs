using System.Reflection;
using System.Text;

namespace LogAppendSink.Conventions.PublicApi;

/// <summary>All that users of an assembly can name, one declaration a line, in an order of its own: what changes here, they may notice.</summary>
internal static class PublicApiText
{
    internal static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => $"{type.Namespace}.{TypeText.NameOf(type)}", StringComparer.Ordinal).ThenBy(type => type.GetGenericArguments().Length))
        {
            text.Append(Declaration(type)).Append('\n');
            foreach (var member in MembersOf(type))
                text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Enum.Format(type, Enum.Parse(type, name), "D")}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return MemberText.OfMembersOf(type).Where(member => member.Contains(" Invoke(", StringComparison.Ordinal));
        return MemberText.OfMembersOf(type);
    }

    private static string Declaration(Type type)
    {
        var bases = new[] { type.BaseType }
            .Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
            .Concat(OwnInterfaces(type).OrderBy(contract => contract.Name, StringComparer.Ordinal))
            .Select(parent => TypeText.Of(parent!)); // Null was left out.
        var list = string.Join(", ", type.IsEnum ? [TypeText.Of(Enum.GetUnderlyingType(type))] : bases);
        var attributes = type.IsDefined(typeof(FlagsAttribute), inherit: false) ? "[Flags] " : "";
        return $"{attributes}{Kind(type)} {type.Namespace}.{TypeText.Of(type)}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    /// <summary>Those that it declares: neither its base nor another of its interfaces has them.</summary>
    private static IEnumerable<Type> OwnInterfaces(Type type)
    {
        var all = type.IsEnum ? [] : type.GetInterfaces();
        var inherited = all.SelectMany(contract => contract.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        return all.Except(inherited);
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(type.GetMethod("<Clone>$") is null ? "class" : "record")}",
    };
}
