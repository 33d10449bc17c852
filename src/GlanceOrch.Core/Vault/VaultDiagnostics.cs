using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Vault;

/// <summary>The findings about encrypted values and files, GO6000 to GO6999. A code is never given twice, nor reused.</summary>
public static class VaultDiagnostics
{
    public static Diagnostic Damaged(SourceSpan span, VaultException problem) =>
        new("GO6001", Severity.Error, span, problem.Message) { Hint = problem.Hint };

    public static Diagnostic CannotOpen(SourceSpan span, VaultException problem) =>
        new("GO6002", Severity.Error, span, $"cannot be decrypted: {problem.Message}") { Hint = problem.Hint };
}
