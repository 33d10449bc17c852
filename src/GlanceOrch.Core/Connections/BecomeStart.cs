using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>How a loop is started as another user: the command, and when the password may be sent.</summary>
/// <param name="Command">The remote command.</param>
/// <param name="Password">To be sent once, when <paramref name="Prompt"/> was seen on standard error; null: none.</param>
/// <param name="Prompt">The question; null together with a password: any text that ends in a colon (su asks as it likes).</param>
/// <param name="Ready">The word on standard output after which the loop may be sent; null: at once.</param>
internal sealed record BecomeStart(string Command, string? Password, string? Prompt, string? Ready)
{
    // No nonce holds it. A prompt that ended like the beginning of the loop's nonce would be held back by the scanner, as half a mark.
    private const string PromptEnd = ":";

    /// <exception cref="BecomeException">The method cannot do what is wanted.</exception>
    public static BecomeStart For(BecomeOptions become, ShellSettings settings, Func<string> newNonce)
    {
        if (become.User is not { } user)
        {
            return new BecomeStart(ShellLoop.Start(settings), null, null, null);
        }

        if (become.Password?.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
        {
            throw new BecomeException("the become password holds a line break or NUL, which no prompt can take");
        }

        // Inventories from Ansible say "-H -S -n", which forbids the very question a password answers.
        var flags = string.Concat(become.Flags.Where(flag => become.Password is null || flag is not ("-n" or "--non-interactive")).Select(flag => " " + ShellQuote.Quote(flag)));
        return (become.Method, become.Password) switch
        {
            (BecomeMethod.Sudo, null) => Plain($"exec sudo -n -H{flags} -u {ShellQuote.Quote(user)} -- {Shell(settings)}"),
            (BecomeMethod.Sudo, { } password) => SudoWithPassword(password, newNonce() + PromptEnd, newNonce()),
            (BecomeMethod.Su, { } password) => Su(password, newNonce()),
            (BecomeMethod.Su, null) => Su(null, newNonce()),
            (BecomeMethod.Doas, null) => Plain($"exec doas -n{flags} -u {ShellQuote.Quote(user)} {Shell(settings)}"),
            _ => throw new BecomeException("doas reads its password from a terminal only: allow it without one (nopass), or use sudo"),
        };

        BecomeStart Plain(string command) => new(command, null, null, null);

        // A password sent before it is asked for would be read by the loop's shell, and a loop sent too early would be taken for a password.
        BecomeStart SudoWithPassword(string password, string prompt, string ready) => new(
            $"exec sudo -S -H -p {prompt}{flags} -u {ShellQuote.Quote(user)} -- {ShellLoop.StartWhenReady(settings, ready)}", password, prompt, ready);

        BecomeStart Su(string? password, string ready) => new(
            $"exec su{flags} -s /bin/sh -c {ShellQuote.Quote($"exec {ShellLoop.StartWhenReady(settings, ready)}")} {ShellQuote.Quote(user)}",
            password, null, ready);
    }

    private static string Shell(ShellSettings settings) => ShellLoop.Start(settings)["exec ".Length..];
}
