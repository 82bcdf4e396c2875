using Scimify.Core.Primitives;

namespace Scimify.Portal.Shared.Logs;

public static class OperationName
{
    /// <summary>"create_user" as "Create user".</summary>
    public static string Of(string operation)
    {
        var words = operation.Replace('_', ' ');
        return LetterCase.Capital(words);
    }
}
